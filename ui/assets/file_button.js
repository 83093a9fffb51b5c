// The label of a field for a file looks like a button, so Enter does what it does there.
let pressed = null;
element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "file") return;
  event.preventDefault();
  pressed = event.target;
});
element.addEventListener("keyup", (event) => {
  if (event.key === "Enter" && event.target === pressed) pressed.click();
  pressed = null;
});
