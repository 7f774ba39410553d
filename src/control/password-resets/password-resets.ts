/** New passwords by mail: asked for without telling who is known, used once, never round the second factor. The door. */
export { answerResetRequests, sendSignInLink } from "./ask-for-reset.ts";
export { passwordResetRoutes } from "./password-resets.routes.ts";
