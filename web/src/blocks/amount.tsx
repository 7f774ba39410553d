/** Money: the exact figure, and the currency in small caps beside it, not in it. */
import type { Money } from "../words/money.ts";
import { showCurrency, showFigure } from "../words/money.ts";
import styles from "./amount.module.css";

export function Amount({ money, strong = false }: { money: Money; strong?: boolean }) {
  const currency = showCurrency(money.currency);
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
  if (list.length === 0) return <span className={styles.nothing}>{nothing}</span>;
  return (
    <span className={styles.amounts} data-amounts="">
      {list.map((money) => (
        <Amount key={money.currency} money={money} strong={strong} />
      ))}
    </span>
  );
}
