const NAMELESS = ".docExplorerWrap :is(input, select):not([aria-label])";

/**
 * The explorer gives its fields no names that a screen reader could say: each gets the name of the argument that it is for,
 * else what stands before it or in it.
 */
export function nameFields(within: Element) {
  const watching = new MutationObserver(() => {
    for (const field of within.querySelectorAll<HTMLInputElement | HTMLSelectElement>(NAMELESS))
      field.setAttribute("aria-label", nameOf(field));
  });
  watching.observe(within, { childList: true, subtree: true });
}

function nameOf(field: HTMLInputElement | HTMLSelectElement): string {
  const argument = field.closest<HTMLElement>("[data-arg-name]")?.dataset.argName;
  const hint = field instanceof HTMLInputElement ? field.placeholder : "";
  return argument ?? field.previousElementSibling?.textContent?.trim() ?? hint;
}
