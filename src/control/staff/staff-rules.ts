/** What an installation asks of its own people at the door (promise A9). Settings, not rows: nobody who is signed in can loosen them. */
export type StaffRules = {
  /** Networks that staff may come from, in CIDR form. None named: nobody comes in. */
  readonly networks: readonly string[];
  /** `recorded`: a session whose device proved nothing is let in and counted as not passed. For a trial on one machine. */
  readonly device: "required" | "recorded";
  /** Authenticators that are company issue: which model, and who must have signed for it (certificates or public keys, PEM). */
  readonly authenticators: readonly { readonly name: string; readonly aaguid: string; readonly roots: readonly string[] }[];
  /** Another origin of this plane, for the links of phishing tests; absent: its own. */
  readonly lureOrigin?: string | undefined;
  /** Managed devices: who issues their certificates, and the SHA-256 of those that are lost. */
  readonly certificates?: { readonly issuers: readonly string[]; readonly revoked: readonly string[] } | undefined;
};

export const NOBODY_COMES_IN: StaffRules = { networks: [], device: "required", authenticators: [] };
