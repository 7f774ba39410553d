/**
 * The rows of the list: only those in sight are in the page, so twenty thousand cost no more than twenty.
 * Scrolls with the page itself. The chosen row holds the focus, so Enter opens it and a screen reader says it.
 */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { FindingItem } from "../../api/shapes.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Go } from "../../blocks/go.tsx";
import { BandMark } from "../../blocks/likelihood.tsx";
import { useNarrow } from "../../blocks/narrow.ts";
import { decisionTag } from "../../words/decisions.ts";
import { kindWords } from "../../words/kinds.ts";
import { BAND_WORDS, showScore } from "../../words/likelihood.ts";
import styles from "./rows.module.css";

const ROW_PX = 36;
const NARROW_ROW_PX = 84;
/** More rows are asked for when this many are left below. */
const AHEAD = 40;

export type RowsHandle = { move: (by: 1 | -1) => void };
type Props = {
  items: readonly FindingItem[];
  total: number;
  selected: string | undefined;
  onSelect: (id: string) => void;
  hrefOf: (item: FindingItem) => string;
  onEnd: () => void;
  ref: Ref<RowsHandle>;
};

export function Rows({ items, total, selected, onSelect, hrefOf, onEnd, ref }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const rowPx = narrow ? NARROW_ROW_PX : ROW_PX;
  // On a first run everything is new, and saying so on every line says nothing.
  const tagged = items.some((item) => item.state !== "new");
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
    scrollPaddingStart: 120,
    scrollPaddingEnd: 40,
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - AHEAD) onEnd();
  }, [last, items.length, onEnd]);
  useImperativeHandle(ref, () => ({
    move: (by) => {
      const now = items.findIndex((item) => item.id === selected);
      const held = list.current?.contains(document.activeElement) ?? false;
      // The first press takes hold of the chosen row; the next ones move.
      const next = Math.min(items.length - 1, Math.max(0, held ? now + by : Math.max(0, now)));
      const item = items[next];
      if (!item) return;
      onSelect(item.id);
      virtual.scrollToIndex(next, { align: "auto" });
      const hold = (): boolean => {
        const link = list.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`);
        link?.focus({ preventScroll: true });
        return link != null;
      };
      // At once where the row is there already, as it nearly always is: whoever types fast presses Enter before the next frame.
      if (!hold()) requestAnimationFrame(hold);
    },
  }));
  return (
    <div className={styles.table} role="table" aria-label="Findings" aria-rowcount={total + 1}>
      <Head />
      <div ref={list} role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {shown.map((place) => {
          const item = items[place.index];
          if (!item) return null;
          return (
            <div
              key={item.id}
              role="row"
              aria-rowindex={place.index + 2}
              data-index={place.index}
              data-selected={item.id === selected || undefined}
              className={styles.row}
              style={{ height: rowPx, transform: `translateY(${place.start - virtual.options.scrollMargin}px)` }}
              onPointerDown={() => onSelect(item.id)}
            >
              <Cells item={item} href={hrefOf(item)} tagged={tagged} onFocus={() => onSelect(item.id)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const Head = () => (
  <div role="rowgroup" className={styles.headGroup}>
    <div role="row" className={styles.head}>
      <span role="columnheader">Likelihood</span>
      <span role="columnheader">Finding</span>
      <span role="columnheader">Supplier</span>
      <span role="columnheader" className={styles.kind}>
        Kind
      </span>
      <span role="columnheader" className={styles.number}>
        At risk
      </span>
    </div>
  </div>
);

function Cells({ item, href, tagged, onFocus }: { item: FindingItem; href: string; tagged: boolean; onFocus: () => void }) {
  return (
    <>
      <span role="cell" className={styles.band} title={BAND_WORDS[item.band]}>
        <BandMark band={item.band} />
        <span className="visually-hidden">{BAND_WORDS[item.band]}, </span>
        <span>{showScore(item.score)}</span>
      </span>
      <span role="cell" className={styles.title}>
        <Go to={href} onFocus={onFocus} title={item.title}>
          {item.title}
        </Go>
        {tagged && item.state !== "still" && <span className={styles.state}>{item.state === "new" ? "New" : "Changed"}</span>}
        {decisionTag(item) && <span className={styles.state}>{decisionTag(item)}</span>}
      </span>
      <span role="cell" className={styles.supplier}>
        {item.supplierNames.join(", ")}
      </span>
      <span role="cell" className={styles.kind}>
        {kindWords(item.kind)}
      </span>
      <span role="cell" className={styles.number}>
        <Amount money={item.amountAtRisk} />
      </span>
    </>
  );
}
