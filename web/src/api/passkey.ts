/**
 * Passkeys, where the browser comes in: what the service asks for goes to `navigator.credentials`, and its answer back. The library
 * for it is loaded when somebody first uses one.
 */
import * as control from "./control.ts";
import { Problem } from "./problem.ts";

export const load = () => import("@simplewebauthn/browser");

export const browserHasPasskeys = (): boolean => typeof window.PublicKeyCredential === "function";

/** The person closed the browser's dialog, or nothing there fits. */
const notUsed = (title: string): Problem => new Problem({ status: 0, code: "passkey-not-used", title, detail: title });

/** Browsers say no more than that for most reasons, so that pages do not learn which passkeys exist. */
export async function fromBrowser<Answer>(use: Promise<Answer>, title: string): Promise<Answer> {
  try {
    return await use;
  } catch (error) {
    if ((error as Error).name === "InvalidStateError") throw notUsed("This device already holds a passkey for your account.");
    if ((error as Error).name === "SecurityError") throw notUsed("The browser does not use passkeys on this page: it does not trust the certificate of this address, or the address is not the service's own.");
    throw notUsed(title);
  }
}

async function answerTo(options: Record<string, unknown>) {
  const { startAuthentication } = await load();
  const answer = await fromBrowser(startAuthentication({ optionsJSON: options as never }), "No passkey was used. Try again, or use another way.");
  return answer as never;
}

export async function signInWithPasskey(): Promise<void> {
  await control.signInWithPasskey({ answer: await answerTo(await control.askForAnyPasskey()) });
}

export async function provePasskey(): Promise<void> {
  await control.proveWithPasskey({ answer: await answerTo(await control.askForPasskey()) });
}

export async function addPasskey(name: string) {
  const options = await control.beginPasskey();
  const { startRegistration } = await load();
  const answer = await fromBrowser(startRegistration({ optionsJSON: options as never }), "No passkey was made. Try again, or set up an authenticator app.");
  return control.addPasskey({ name, answer: answer as never });
}
