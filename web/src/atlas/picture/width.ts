import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The width that a drawing may have, so that its letters are as large on a phone as elsewhere. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const room = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(960);
  useLayoutEffect(() => {
    const element = room.current!;
    const watching = new ResizeObserver(() => setWidth(Math.max(280, Math.round(element.clientWidth))));
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return [room, width];
}
