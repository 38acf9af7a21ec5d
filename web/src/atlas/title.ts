import { useEffect } from "react";

/** Says in the title of the window what is shown in it. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · Bündnis` : "Bündnis";
  }, [title]);
}
