/** A text literal, for the few places where DuckDB takes no parameter (file names in COPY, settings). */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
