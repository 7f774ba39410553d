/** A value to carry over into another system: readable, selectable, and copied with one press. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

export function Copyable({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(value).then(() => setCopied(true));
  };
  return (
    <TextInput
      label={label}
      value={value}
      readOnly
      mb={10}
      rightSectionWidth={84}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={
        <Button size="compact-xs" variant="default" onClick={copy} aria-label={`Copy: ${label}`}>
          {copied ? "Copied" : "Copy"}
        </Button>
      }
    />
  );
}
