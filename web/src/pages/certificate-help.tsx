/**
 * The region did not answer while the rest of the service does. On a first visit the reason is nearly always that the
 * browser has accepted the certificate of this address but not yet the region's, which is an address of its own on purpose.
 */
import { Button } from "@mantine/core";
import { Page } from "../blocks/page.tsx";
import styles from "./failure.module.css";

export function CertificateHelp({ origin, onTry }: { origin: string; onTry: () => void }) {
  return (
    <Page title="The region does not answer yet">
      <div className={styles.words} role="alert">
        <p>
          Your data never passes through this address: the browser fetches it straight from the region that holds it, <code>{origin}</code>.
          That address did not answer, so this page has nothing to show. Nothing was changed.
        </p>
      </div>
      <h2>If this is the first visit from this browser</h2>
      <ol className={styles.steps}>
        <li>
          Open <a href={`${origin}/healthz`} target="_blank" rel="noreferrer">{origin}/healthz</a> in a new tab.
        </li>
        <li>Your browser warns that it does not know the certificate, as it did for this address. Compare it with what was printed at the start, and accept it.</li>
        <li>Come back to this tab and try again.</li>
      </ol>
      <p>
        To be asked only once for all addresses, let your computer trust the service's own certificate authority; the start of the
        service prints where its file is.
      </p>
      <br />
      <h2>If it worked before</h2>
      <p>The region may be restarting, or the network in between may be away. Wait a moment and try again.</p>
      <br />
      <div className={styles.buttons}>
        <Button onClick={onTry}>Try again</Button>
        <Button variant="default" component="a" href={`${origin}/healthz`} target="_blank" rel="noreferrer">
          Open the region's address
        </Button>
      </div>
    </Page>
  );
}
