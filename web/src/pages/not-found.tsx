/** There is nothing at this address, or nothing that this person may see: the two are never told apart. */
import { Go } from "../blocks/go.tsx";
import { Page } from "../blocks/page.tsx";
import { paths } from "../app/paths.ts";

export function NotFoundPage() {
  return (
    <Page title="There is nothing at this address">
      <p>
        The address may be mistyped, what it named may be gone, or it may belong to a site that you have no access to. If a
        colleague sent it, ask them which site it is from.
      </p>
      <p>
        <br />
        <Go to={paths.home()}>Go to the overview</Go>
      </p>
    </Page>
  );
}
