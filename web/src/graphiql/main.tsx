import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeTokenFromLink } from "../shared/token.ts";
import { nameFields } from "./names.ts";

takeTokenFromLink();

// Only now what keeps the address of the page in mind.
const { Page } = await import("./page.tsx");
const root = document.getElementById("root")!;
nameFields(root);
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
