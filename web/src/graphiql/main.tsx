import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeTokenFromLink } from "../shared/token.ts";

takeTokenFromLink();

// Only now what keeps the address of the page in mind.
const { Page } = await import("./page.tsx");
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
