/** A course asked of one person besides those of everybody and of their duties. Whoever passed it before takes it again. The caller writes the entry. */
import { invariant } from "../../base/errors.ts";
import type { StaffId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";
import { courseOf } from "./courses.ts";

export async function assignCourse(tx: TrailTransaction<ControlTables>, staff: StaffId, course: string, because: string, now: Date): Promise<void> {
  invariant(courseOf(course) !== undefined, "a course that is assigned is one of the project's");
  await tx.insertInto("staff_training_extra").values({ staff_id: staff, course, because, assigned_at: now }).onConflict((row) => row.columns(["staff_id", "course"]).doUpdateSet({ because, assigned_at: now })).execute();
}
