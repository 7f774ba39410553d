/** Choosing a password, with the policy ticked off as one types. */
import { PasswordInput } from "@mantine/core";
import { IconCheck, IconPointFilled } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import { Problem } from "../api/problem.ts";
import type { PasswordPolicy } from "../api/shapes.ts";
import { checkPassword } from "../words/password.ts";
import { loadEstimate, NO_STRENGTH, type Estimate } from "../words/strength.ts";
import styles from "./new-password.module.css";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  policy: PasswordPolicy;
  own: { name: string; email: string };
  /** What the server said of this password, if it refused one. */
  refusal?: unknown;
};

const isRefusal = (error: unknown): error is Problem => error instanceof Problem && error.code === "password-refused";
/** A refused password is explained at its field; anything else is a failure of the form. */
export const otherThanPassword = (error: unknown): unknown => (isRefusal(error) ? null : error);

/** Nothing until the estimator has been loaded, which typing begins. */
function useStrength(password: string, own: Props["own"]) {
  const [estimate, setEstimate] = useState<{ of: Estimate }>();
  const begun = password.length > 0;
  useEffect(() => {
    if (begun) void loadEstimate().then((of) => setEstimate({ of }));
  }, [begun]);
  return estimate ? estimate.of(password, [own.name, own.email]) : NO_STRENGTH;
}

export function NewPassword({ label, value, onChange, policy, own, refusal }: Props) {
  const id = useId();
  const refused = isRefusal(refusal);
  const checks = checkPassword(value, policy, own);
  const strength = useStrength(value, own);
  return (
    <div className={styles.password}>
      <PasswordInput
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        maxLength={policy.passphraseMaxLength}
        required
        withAsterisk={false}
        aria-describedby={refused ? `${id}-refused ${id}` : id}
        aria-invalid={refused}
        errorProps={{ id: `${id}-refused`, role: "alert" }}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
        error={refused ? refusal.details.map((detail) => detail.remedy).join(" ") || refusal.message : null}
      />
      <div className={styles.strength} aria-live="polite">
        <span className={styles.steps} data-step={strength.step} aria-hidden="true">
          {[1, 2, 3, 4].map((step) => (
            <span key={step} data-on={step <= strength.step || undefined} />
          ))}
        </span>
        {strength.words}
      </div>
      <ul id={id} className={styles.checks}>
        {checks.map((check) => (
          <li key={check.words} data-met={check.met || undefined}>
            {check.met ? <IconCheck size={15} aria-hidden="true" /> : <IconPointFilled size={15} aria-hidden="true" />}
            <span>
              {check.words}
              <span className="visually-hidden">{check.met ? ", done" : ", not yet"}</span>
            </span>
          </li>
        ))}
        <li>
          <IconPointFilled size={15} aria-hidden="true" />
          <span>
            {policy.breachedList === "installed"
              ? "Not among the passwords known from breaches (checked when you send it)"
              : "Not among the most common passwords (checked when you send it; no list of passwords from breaches is installed here)"}
          </span>
        </li>
      </ul>
    </div>
  );
}
