// Reads the frame-code strip (src/canvas/frame_code.h describes it) from pixels that were displayed.

const COLUMNS = 20;
const ROWS = 4;
const TIME_BITS = 42;
const FRAME_BITS = 14;
const CRC_BITS = 16;
const LEAST_CONTRAST = 36;
const MARGIN = 0.3;

/** Where the strip lies, as shares of the frame. A caller in a hurry draws only this part of a video. */
export const FRAME_CODE_REGION = Object.freeze({
  x: 976 / 1280,
  y: 632 / 720,
  width: 240 / 1280,
  height: 48 / 720,
});

/** The whole frame, as shares of itself. */
export const WHOLE_FRAME = Object.freeze({ x: 0, y: 0, width: 1, height: 1 });

const syncIsLight = (row, column) => (row % 2 === 0) === (column === 0);
const isSync = (column) => column === 0 || column === COLUMNS - 1;

function crc16(bytes) {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
}

function range(start, size, limit) {
  const from = Math.min(Math.max(Math.round(start + MARGIN * size), 0), limit - 1);
  const to = Math.min(Math.max(Math.round(start + (1 - MARGIN) * size), from + 1), limit);
  return [from, to];
}

// The mean luma of a cell's middle.
function sample(image, covers, row, column) {
  const cellWidth = ((FRAME_CODE_REGION.width / covers.width) * image.width) / COLUMNS;
  const cellHeight = ((FRAME_CODE_REGION.height / covers.height) * image.height) / ROWS;
  const left = ((FRAME_CODE_REGION.x - covers.x) / covers.width) * image.width;
  const top = ((FRAME_CODE_REGION.y - covers.y) / covers.height) * image.height;
  const [x0, x1] = range(left + column * cellWidth, cellWidth, image.width);
  const [y0, y1] = range(top + row * cellHeight, cellHeight, image.height);
  let sum = 0;
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) {
      const at = 4 * (y * image.width + x);
      sum += 0.2126 * image.data[at] + 0.7152 * image.data[at + 1] + 0.0722 * image.data[at + 2];
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

// 72 data bits as a string of 0 and 1, or null where the sync cells are not there.
function readBits(image, covers) {
  let light = 0;
  let dark = 0;
  for (let row = 0; row < ROWS; row += 1) {
    for (const column of [0, COLUMNS - 1]) {
      const value = sample(image, covers, row, column) / ROWS;
      if (syncIsLight(row, column)) light += value;
      else dark += value;
    }
  }
  if (light - dark < LEAST_CONTRAST) return null;
  const threshold = (light + dark) / 2;
  let bits = '';
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const isLight = sample(image, covers, row, column) > threshold;
      if (!isSync(column)) bits += isLight ? '1' : '0';
      else if (isLight !== syncIsLight(row, column)) return null;
    }
  }
  return bits;
}

/**
 * Reads the strip.
 *
 * @param {{data: Uint8ClampedArray | Uint8Array, width: number, height: number}} image RGBA pixels, as
 *   ImageData has them.
 * @param {{x: number, y: number, width: number, height: number}} covers What part of the frame the
 *   image shows: the whole by default, or FRAME_CODE_REGION if only the strip was drawn.
 * @returns {{utc_ms: number, frame: number} | null} When the frame was drawn and its number; null if
 *   there is no strip or it was damaged.
 */
export function readFrameCode(image, covers = WHOLE_FRAME) {
  const bits = readBits(image, covers);
  if (bits === null) return null;
  const payload = bits.slice(0, TIME_BITS + FRAME_BITS);
  const bytes = payload.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  if (crc16(bytes) !== Number.parseInt(bits.slice(-CRC_BITS), 2)) return null;
  return {
    utc_ms: Number.parseInt(payload.slice(0, TIME_BITS), 2),
    frame: Number.parseInt(payload.slice(TIME_BITS), 2),
  };
}
