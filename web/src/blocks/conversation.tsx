/** What was written in a ticket, oldest first: by whom, when, and how it came. Text as it is: nothing in it becomes a link or a page. */
import { useState } from "react";
import type { TicketMessage } from "../api/tickets.ts";
import styles from "./conversation.module.css";
import { Tag } from "./tag.tsx";
import { When } from "./when.tsx";

export function Conversation({ messages, side }: { messages: readonly TicketMessage[]; side: "customer" | "helpdesk" }) {
  return (
    <ol className={styles.list} aria-label="Conversation">
      {messages.map((message) => (
        <li key={message.id} className={styles.message} data-own={message.from === side || undefined} data-internal={message.internal || undefined}>
          <div className={styles.head}>
            <strong>{message.name}</strong>
            {message.from === "helpdesk" && <span>{message.internal ? "Note among staff" : "Helpdesk"}</span>}
            {message.byMail && <Tag meaning="held">By mail</Tag>}
            <span className={styles.at}><When at={message.at} /></span>
          </div>
          <div className={styles.text}>{message.text}</div>
          {message.note && <p className={styles.note}>{message.note}</p>}
          {message.quoted && <Quoted text={message.quoted} />}
        </li>
      ))}
    </ol>
  );
}

function Quoted({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.quoted}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Hide what the mail repeated" : "Show what the mail repeated"}</button>
      {open && <div className={styles.text}>{text}</div>}
    </div>
  );
}
