// Keeps what a host page can hear of the widget, for tests to read.
window.recordedEvents = [];
for (const name of ["ready", "step", "submitted", "failed", "closed"]) {
  document.addEventListener(`referral-form-${name}`, (event) => {
    window.recordedEvents.push([event.type, event.detail ?? null]);
  });
}
