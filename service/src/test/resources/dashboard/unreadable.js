// Every element whose own text stands out too little from what is behind it: less than WCAG's 4.5 to 1, or 3 to 1 where
// it is large. Colours are painted and looked at, so that any way to write one, and what shines through, counts.
() => {
  const paper = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const paint = (colour) => {
    paper.fillStyle = colour;
    paper.fillRect(0, 0, 1, 1);
  };
  const luminance = () => {
    const [red, green, blue] = [...paper.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    if (element.parentElement) {
      behind(element.parentElement);
    }
    const box = element.matches('.node') && element.querySelector('rect');
    paint(box ? getComputedStyle(box).fill : getComputedStyle(element).backgroundColor);
  };
  const contrast = (element) => {
    behind(element);
    const back = luminance();
    const { color, fill } = getComputedStyle(element);
    paint(element instanceof SVGElement ? fill : color);
    const front = luminance();
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  };
  const enough = (element) => {
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    return size >= 24 || (size >= 18.66 && fontWeight >= 700) ? 3 : 4.5;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*:not(title, noscript)')]
    .filter((element) => hasText(element) && element.checkVisibility() && contrast(element) < enough(element))
    .map((element) => `${element.tagName} "${element.textContent.trim().slice(0, 40)}" ${contrast(element).toFixed(1)}`);
}
