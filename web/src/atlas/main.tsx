document.getElementById("root")!.textContent = "Bündnis";
