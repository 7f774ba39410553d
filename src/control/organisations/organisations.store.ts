/** What PostgreSQL answers, in our words. */

/** 23505: another row has this value already. */
export const isUniqueViolation = (error: unknown): boolean => (error as { code?: unknown }).code === "23505";
