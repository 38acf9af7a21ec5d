export type Row = (string | number | null | undefined)[];

/** What a picture takes from the style sheet, and a file has to have in itself. */
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "opacity",
  "stop-color",
  "stop-opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "paint-order",
  "visibility",
] as const;

/** As many dots a unit: sharp on paper. */
const PNG_SCALE = 2;

export function saveSvg(svg: SVGSVGElement | null, name: string) {
  if (svg) save(new Blob([standalone(svg)], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(svg: SVGSVGElement | null, name: string) {
  if (!svg) return;
  const address = URL.createObjectURL(new Blob([standalone(svg)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, height } = svg.viewBox.baseVal;
    const canvas = document.createElement("canvas");
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(png => png && save(png, `${name}.png`), "image/png");
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function saveCsv(rows: Row[], name: string) {
  const text = rows.map(row => row.map(cell).join(",")).join("\r\n");
  // The mark at the beginning tells Excel that it is UTF-8.
  save(new Blob(["\uFEFF", text, "\r\n"], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
}

function cell(value: Row[number]): string {
  const text = String(value ?? "");
  // A spreadsheet would run what begins like a formula.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A drawing that looks alone as it does on the page. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { width, height } = svg.viewBox.baseVal;
  dress(svg, copy);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const { x, y } = svg.viewBox.baseVal;
  const size = { x, y, width, height, fill: getComputedStyle(document.body).backgroundColor };
  for (const [key, value] of Object.entries(size)) paper.setAttribute(key, String(value));
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

function dress(from: Element, to: Element) {
  const styles = getComputedStyle(from);
  for (const name of STYLES) to.setAttribute(name, styles.getPropertyValue(name));
  to.removeAttribute("class");
  const [originals, copies] = [from.children, to.children];
  for (let n = 0; n < originals.length; n++) dress(originals[n]!, copies[n]!);
}

function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
