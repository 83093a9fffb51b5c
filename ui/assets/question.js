// Enter sends the question, Shift+Enter is a new line; while an answer comes nothing is sent.
element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.id !== "vraag-tekst") return;
  event.preventDefault();
  const button = document.querySelector('button[form="vraag-formulier"]');
  if (button && !button.disabled) event.target.form.requestSubmit(button);
});
