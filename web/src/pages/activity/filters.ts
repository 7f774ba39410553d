/** The filters of the activity list, as they stand in its address. What is not known is dropped rather than sent on. */
import type { ActivityQuery } from "../../api/region.ts";

export type ActivityFilters = Omit<ActivityQuery, "limit" | "cursor">;

const DAY = /^\d{4}-\d\d-\d\d$/;

export function pickFilters(search: Readonly<Record<string, string | undefined>>): ActivityFilters {
  const { person, act, object, staff, from, to } = search;
  return {
    ...(person ? { person } : {}),
    ...(act && /^[a-z-]+(\.[a-z-]+)*$/.test(act) ? { act } : {}),
    ...(object ? { object } : {}),
    ...(staff === "yes" || staff === "no" ? { staff } : {}),
    ...(from && DAY.test(from) ? { from } : {}),
    ...(to && DAY.test(to) ? { to } : {}),
  };
}
