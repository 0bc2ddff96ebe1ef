import { PAPER } from './palette.js';
import { withPngText } from './png-text.js';

const SVG_NS = 'http://www.w3.org/2000/svg';
const PNG_SCALE = 3;

function pastePaperColors(text: string): string {
  return text.replace(/var\((--[a-z0-9-]+)\)/g, (whole, name: string) => PAPER[name] ?? whole);
}

/** The canvases behind the SVG become images at the same place. */
function embedRasters(plot: Element, svg: Element): void {
  for (const canvas of plot.querySelectorAll<HTMLCanvasElement>('canvas[data-raster]')) {
    const [x, y, width, height] = (canvas.dataset.raster ?? '0 0 1 1').split(' ');
    const image = document.createElementNS(SVG_NS, 'image');
    const attributes = {
      x,
      y,
      width,
      height,
      preserveAspectRatio: 'none',
      href: canvas.toDataURL('image/png'),
    };
    for (const [name, value] of Object.entries(attributes)) image.setAttribute(name, value);
    image.setAttribute('image-rendering', 'pixelated');
    svg.insertBefore(image, svg.firstChild);
  }
}

function titleElement(text: string, size: { width: number; height: number }): Element[] {
  const background = document.createElementNS(SVG_NS, 'rect');
  background.setAttribute('width', String(size.width));
  background.setAttribute('height', String(size.height));
  background.setAttribute('fill', '#ffffff');
  const desc = document.createElementNS(SVG_NS, 'desc');
  desc.textContent = text;
  return [desc, background];
}

/** The figure as it goes onto paper: light colours, no cursor, provenance in <desc>. */
export function figureSvg(
  plot: Element,
  provenance: string,
): { text: string; width: number; height: number } {
  const live = plot.querySelector('svg');
  if (live === null) throw new Error('This figure has nothing drawn yet.');
  const width = live.width.baseVal.value;
  const height = live.height.baseVal.value;
  const svg = live.cloneNode(true) as SVGSVGElement;
  svg.querySelectorAll('[data-live]').forEach((element) => element.remove());
  embedRasters(plot, svg);
  svg.prepend(...titleElement(provenance, { width, height }));
  svg.setAttribute('xmlns', SVG_NS);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return { text: pastePaperColors(new XMLSerializer().serializeToString(svg)), width, height };
}

async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

export async function figurePng(plot: Element, provenance: string): Promise<Blob> {
  const { text, width, height } = figureSvg(plot, provenance);
  const image = await loadImage(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`);
  const canvas = document.createElement('canvas');
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw the PNG on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The browser could not encode the PNG.');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return new Blob([withPngText(bytes, 'Source', provenance)], { type: 'image/png' });
}

export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has taken its reference once the click's task is over; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
