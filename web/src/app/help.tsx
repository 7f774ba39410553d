/** The keyboard commands that work on the page behind it. */
import { Modal } from "@mantine/core";
import { useCommandGroups } from "./keys.ts";
import styles from "./help.module.css";

export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const groups = useCommandGroups();
  return (
    <Modal opened={open} onClose={onClose} title="Keyboard" size={620} closeButtonProps={{ "aria-label": "Close" }}>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl className={styles.list}>
              {group.commands.map((command) => (
                <div key={command.keys}>
                  <dt>
                    {command.keys.split(" ").map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{command.words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.note}>Single keys can be switched off in Settings.</p>
    </Modal>
  );
}
