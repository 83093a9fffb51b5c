/* On a narrow screen the ambition stands below the list, and on a wide one it may have been scrolled out of sight. */
const detail = document.getElementById("ambitie");
const top = detail ? detail.getBoundingClientRect().top : 0;
if (detail && (top < 0 || top > window.innerHeight * 0.6)) {
  detail.scrollIntoView({ block: "start" });
}
