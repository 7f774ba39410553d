/** Browsers and devices in words, from what a browser says about itself: enough to know one's own by. */

const browserIn = (userAgent: string): string | undefined => {
  const found = /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(userAgent);
  return found ? `${found[1] === "Edg" ? "Edge" : found[1]} ${found[2]}` : undefined;
};

const systemIn = (userAgent: string): string | undefined => {
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1];
  return system === "Mac OS X" ? "Mac" : system;
};

export const browserOf = (userAgent: string): string => [browserIn(userAgent) ?? userAgent.slice(0, 60), systemIn(userAgent)].filter(Boolean).join(" on ");

/** A name to propose for a passkey made here. */
export const thisDevice = (userAgent: string): string => {
  const system = systemIn(userAgent);
  return system === "iPhone" || system === "iPad" ? system : system === "Android" ? "Android phone" : system ? `${system} computer` : "This device";
};
