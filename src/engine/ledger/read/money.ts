/** SQL from a DECIMAL(18,4) of whole units to BIGINT minor units, rounded half away from zero. */
const NONE = "'BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF'";
const THREE = "'BHD','IQD','JOD','KWD','LYD','OMR','TND'";

/** The currencies are those of base/money.ts; a test compares the two. */
export const minorSql = (amount: string, currency: string): string =>
  `CAST(round(${amount} * CASE WHEN list_contains([${NONE}], ${currency}) THEN 1 WHEN list_contains([${THREE}], ${currency}) THEN 1000 ELSE 100 END, 0) AS BIGINT)`;
