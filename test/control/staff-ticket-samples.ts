/** Samples of the tickets' endpoints in the staff area: each has a ticket of a customer of its own. */
import { newId, type TicketId } from "../../src/base/ids.ts";
import { addTicket, type Tx } from "../../src/control/tickets/tickets.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { addOrganisation, PASSWORD } from "./scene.ts";
import type { StaffSample } from "./staff-samples.ts";
import type { StaffScene } from "./staff-scene.ts";

async function aTicket(scene: StaffScene): Promise<TicketId> {
  const organisation = await addOrganisation(scene, "Sample Foods");
  return inTrail(scene.world.db, organisation, async (tx: Tx) => {
    const person = await scene.control.plane.accounts.createPerson(tx, { name: "Sam", email: `${newId("per")}@sample.example`, password: PASSWORD });
    return (await addTicket(scene.control.plane, tx, organisation, { subject: "Help", priority: "normal", state: "open" }, { kind: "person", id: person }, { name: "Sam", text: "Please" })).id;
  });
}

export const STAFF_TICKET_SAMPLES: Readonly<Record<string, StaffSample>> = {
  "get /api/staff/tickets": ({ browser }) => browser.get("/api/staff/tickets"),
  "get /api/staff/tickets/{ticketId}": async ({ browser }, { scene }) => browser.get(`/api/staff/tickets/${await aTicket(scene)}`),
  "post /api/staff/tickets/{ticketId}": async ({ browser }, { scene }) => browser.post(`/api/staff/tickets/${await aTicket(scene)}`, { priority: "high" }),
  "post /api/staff/tickets/{ticketId}/messages": async ({ browser }, { scene }) => browser.post(`/api/staff/tickets/${await aTicket(scene)}/messages`, { message: "We are looking.", then: "waiting" }),
};
