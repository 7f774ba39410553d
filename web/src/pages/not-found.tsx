/** There is nothing at this address, or nothing that this person may see: the two are never told apart. */
import { Entrance } from "../blocks/entrance.tsx";
import { Go } from "../blocks/go.tsx";
import { Page } from "../blocks/page.tsx";
import { paths } from "../app/paths.ts";

const TITLE = "There is nothing at this address";

/** Within a site's pages. */
export function NotFoundPage() {
  return (
    <Page title={TITLE}>
      <Words />
    </Page>
  );
}

/** An address that no page has: nobody need be signed in to see this. */
export function NoSuchPage() {
  return (
    <Entrance title={TITLE}>
      <Words />
    </Entrance>
  );
}

function Words() {
  return (
    <>
      <p>
        The address may be mistyped, what it named may be gone, or it may belong to a site that you have no access to. If a
        colleague sent it, ask them which site it is from.
      </p>
      <p>
        <Go to={paths.home()}>Go to the overview</Go>
      </p>
    </>
  );
}
