// Notes every submission of the page's own form, and lets none through.
window.recordedSubmissions = [];
document.addEventListener("submit", (event) => {
  event.preventDefault();
  window.recordedSubmissions.push([event.target.id, ...new FormData(event.target).keys()]);
});
