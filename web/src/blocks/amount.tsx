/** Money: the exact figure, and the currency in small caps beside it, not in it. */
import type { Money } from "../words/money.ts";
import { showCurrency, showFigure } from "../words/money.ts";
import styles from "./amount.module.css";

export function Amount({ money, strong = false }: { money: Money; strong?: boolean }) {
  const currency = showCurrency(money.currency);
  // Nothing, in no currency: a finding about a record, not about money.
  if (!currency && money.minor === 0) return <span className={styles.nothing}>none</span>;
  return (
    <span className={styles.amount} data-strong={strong || undefined}>
      {showFigure(money)}
      {currency && (
        <>
          {" "}
          <span className={styles.currency}>{currency}</span>
        </>
      )}
    </span>
  );
}

/** One line per currency: amounts of different currencies are never added. */
export function Amounts({ list, strong = false, nothing = "none" }: { list: readonly Money[]; strong?: boolean; nothing?: string }) {
  const some = list.filter((money) => money.minor !== 0);
  if (some.length === 0) return <span className={styles.nothing}>{nothing}</span>;
  return (
    <span className={styles.amounts} data-amounts="">
      {some.map((money) => (
        <Amount key={money.currency} money={money} strong={strong} />
      ))}
    </span>
  );
}
