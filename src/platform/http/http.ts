/**
 * HTTP: the door. One app factory, one server, one outward form of errors.
 *
 * Invariant: every response has the security headers; a refusal becomes RFC 9457 problem+json here and nowhere else;
 * whatever was not thrown on purpose shows the outside only a reference. What routes exist is left to the planes.
 */
export { type AppOptions, createApp, type HttpApp, type HttpEnv } from "./app.ts";
export { problemOf, PROBLEM_SCHEMA, problemResponses, statusOf } from "./problem.ts";
export { serveHttps, type HttpsServer } from "./serve.ts";
export { rateLimit } from "./rate-limit.ts";
export { liveEvents } from "./live-events.ts";
export { serveFolder } from "./serve-folder.ts";
export { clientCertificateOf, thumbprintOf } from "./client-certificate.ts";
