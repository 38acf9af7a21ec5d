import { useMemo } from "react";
import { useParameter } from "../route.ts";

export interface InitiativeFilter {
  states?: string[];
  kinds?: string[];
  statuses?: string[];
  involvement?: { of: string; is: string[] };
  startedFrom?: string;
  startedTo?: string;
}

/** The initiatives that the address asks for; all pages have the same choices. */
export function useFilter(): InitiativeFilter | undefined {
  const [kind] = useParameter("kind");
  const [status] = useParameter("status");
  const [unions] = useParameter("unions");
  return useMemo(() => {
    const filter: InitiativeFilter = {};
    if (kind) filter.kinds = [kind];
    if (status) filter.statuses = [status];
    if (unions) filter.involvement = { of: "TRADE_UNION", is: [unions] };
    // Without a choice, all of the register: also organisations that take part in nothing.
    return Object.keys(filter).length > 0 ? filter : undefined;
  }, [kind, status, unions]);
}

/** The same where the state of the address is one more choice; on the map, it is what is looked at. */
export function useFilterOfState(): InitiativeFilter | undefined {
  const filter = useFilter();
  const [state] = useParameter("state");
  return useMemo(() => (state ? { ...filter, states: [state] } : filter), [filter, state]);
}
