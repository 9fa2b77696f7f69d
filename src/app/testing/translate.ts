/** What a browser's translator makes of a page: each text goes, and another one comes in its place, within elements of its own. */
export function translate(root: Node = document.body): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) texts.push(walker.currentNode as Text)
  for (const text of texts.filter(({ data }) => data.trim() !== '')) {
    const translation = document.createElement('span')
    translation.textContent = text.data
    text.replaceWith(translation)
  }
}
