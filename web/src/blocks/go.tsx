/** A link within the app: a real anchor, so that it can be copied, opened in another tab and read out as a link. */
import { useRouter } from "@tanstack/react-router";
import { shownAddress } from "../app/address.ts";
import type { AnchorHTMLAttributes, MouseEvent, Ref } from "react";

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string; replace?: boolean; ref?: Ref<HTMLAnchorElement> };

export function Go({ to, replace = false, onClick, children, ...rest }: Props) {
  const { history } = useRouter();
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    if (replace) history.replace(to);
    else history.push(to);
  };
  return (
    <a href={shownAddress(to)} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
