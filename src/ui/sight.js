// Shows where it is seen what somebody has to see: in a frame, and under a header of the page that does not scroll away.
//
// In a frame that is as high as its content, the middle of the frame may lie far outside the window. Browsers tell, also across origins,
// which part of a frame is in sight.

const { IntersectionObserver, Array, Element, ShadowRoot } = window; // as they are now: the page may put its own in their place later

/** The part of this page that was last in sight, in pixels from its top; none where the page is in no frame. @type {DOMRectReadOnly | undefined} */
let inSight;

if (window.parent !== window) {
  const steps = Array.from({ length: 201 }, (_, step) => step / 200);
  const look = (seen) => {
    const { intersectionRect } = seen[seen.length - 1];
    if (intersectionRect.height > 0) inSight = intersectionRect;
  };
  new IntersectionObserver(look, { threshold: steps }).observe(document.documentElement);
}

/** Opens a dialog in front of everything else, in the part of a frame that is in sight; one that is open stays so. */
export function openInSight(dialog) {
  if (dialog.open) return;
  if (inSight) {
    const { style } = dialog;
    // Before it opens: what takes the focus then is in sight, and no page is scrolled to it.
    style.setProperty('inset-block', `${inSight.top}px auto`);
    style.setProperty('margin-block', '1em auto');
    style.setProperty('max-block-size', `calc(${inSight.height}px - 2em)`);
  }
  dialog.showModal();
}

/** Moves the focus to a node, and no header of the page lies over it. */
export function focusInSight(node) {
  const header = headerOver(node);
  if (header > 0) node.style.setProperty('scroll-margin-block-start', `${header + GAP_PX}px`);
  node.focus();
  // A browser that finds a node within the window does not look at what lies over it.
  if (header > 0 && node.matches(':focus')) node.scrollIntoView({ block: 'nearest' });
}

const GAP_PX = 8;

/** How far a header of the page reaches down that stays where it is while the page scrolls, in pixels. */
function headerOver(node) {
  const { left, width } = node.getBoundingClientRect();
  for (let at = document.elementFromPoint(left + width / 2, 1); at instanceof Element; at = at.parentElement) {
    if (/fixed|sticky/.test(getComputedStyle(at).position)) {
      const { bottom, height } = at.getBoundingClientRect();
      return height < innerHeight / 2 && !at.contains(hostOf(node)) ? bottom : 0;
    }
  }
  return 0;
}

function hostOf(node) {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? root.host : node;
}
