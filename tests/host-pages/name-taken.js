// Somebody else's element under the same name.
customElements.define("referral-form", class extends HTMLElement {
  connectedCallback() {
    this.prepend("Refer a friend and get a discount. ");
  }
});
