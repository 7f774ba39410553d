/** What makes the amount at risk: what was paid or posted, less what came back, less the one that was right. */
import type { Finding } from "../../api/shapes.ts";
import { Amount } from "../../blocks/amount.tsx";
import styles from "./exposure.module.css";

export function Exposure({ exposure }: { exposure: Finding["exposure"] }) {
  const { paidOrPosted, credited, legitimate, net } = exposure;
  const steps = [
    { label: "Paid or posted", money: paidOrPosted, from: 0, to: paidOrPosted.minor },
    { label: "Credited or returned", money: credited, from: paidOrPosted.minor, to: paidOrPosted.minor + credited.minor },
    { label: "The one that was right", money: legitimate, from: paidOrPosted.minor + credited.minor, to: net.minor },
    { label: "At risk", money: net, from: 0, to: net.minor, total: true },
  ];
  const full = Math.max(1, ...steps.flatMap((step) => [step.from, step.to]));
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">How the amount at risk is made up</caption>
      <tbody>
        {steps.map((step) => (
          <tr key={step.label} data-total={step.total || undefined}>
            <th scope="row">{step.label}</th>
            <td className={styles.bar} aria-hidden="true">
              <span
                data-minus={step.money.minor < 0 || undefined}
                style={{ left: `${(Math.min(step.from, step.to) / full) * 100}%`, width: `${(Math.abs(step.to - step.from) / full) * 100}%` }}
              />
            </td>
            <td className={styles.amount}>
              <Amount money={step.money} strong={step.total === true} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
