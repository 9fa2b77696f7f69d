/** What the app needs of a browser that jsdom has not. */
export function polyfillDom(): void {
  polyfillDialog()
  polyfillMedia()
}

/** jsdom knows the element, and none of its methods. */
function polyfillDialog() {
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true
  }
  HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
    this.open = false
  }
}

/** jsdom has no width that could be asked for: a phone's, unless a test says otherwise. */
function polyfillMedia() {
  window.matchMedia ??= () => Object.assign(new EventTarget(), { matches: false }) as MediaQueryList
}
