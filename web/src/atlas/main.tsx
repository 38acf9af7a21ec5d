import "./style.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeTokenFromLink } from "../shared/token.ts";
import { Atlas } from "./atlas.tsx";
import { followLinks } from "./route.ts";

takeTokenFromLink();
document.addEventListener("click", followLinks);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Atlas />
  </StrictMode>,
);
