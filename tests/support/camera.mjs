// A camera whose every frame says when it was drawn: the demonstration's picture, published by an ffmpeg of the
// test's own, and what of it a viewer sees.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Publisher, binary } from './plenary.mjs';

/** Publishes frames that carry the frame code. kill() kills ffmpeg, as any Publisher's. */
export class Camera extends Publisher {
  constructor(server, streamKey) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-camera-'));
    const [pictures, sound, script] = ['pictures', 'sound', 'script'].map((name) => path.join(folder, name));
    execFileSync('mkfifo', [pictures, sound]);
    writeFileSync(script, '{}');
    // The sound's pipe is opened both ways: ffmpeg opens it only after it has seen the first picture.
    const artist = spawn('sh', ['-c', 'exec "$0" demo-picture <"$1" >"$2" 3<>"$3"', binary, script, pictures, sound], { stdio: 'ignore' });
    super(server, streamKey, {
      picture: ['-probesize', '32', '-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', '1280x720', '-framerate', '25', '-i', pictures],
      sound: ['-probesize', '32', '-f', 's16le', '-ar', '48000', '-ac', '2', '-i', sound],
    });
    this.exited.then(() => {
      artist.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
  }
}

const isBlue = ({ middle: [r, , b] }) => b > 150 && r < 100;

/** What a displayed frame is of: 'camera' (it carries a frame code), 'blue' or 'slate'. */
export function sourceOf(frame) {
  if (frame.drawn !== null) return 'camera';
  return isBlue(frame) ? 'blue' : 'slate';
}

/**
 * The change from one source to another as it was on screen: the last new frame of the camera (a frozen picture
 * repeats its code) and the first frame of `source` after it. Null if it was not seen yet.
 */
export function changeFromCamera(shown, source, since) {
  const first = shown.findIndex((frame, i) => frame.at > since && sourceOf(frame) === source
    // Not a single frame whose code was damaged.
    && shown.slice(i, i + 5).length === 5 && shown.slice(i, i + 5).every((next) => sourceOf(next) === source));
  if (first < 0) return null;
  const before = shown.slice(0, first).filter((frame) => frame.drawn !== null);
  if (before.length === 0) return null;
  const drawn = before.at(-1).drawn;
  const last = before.find((frame) => frame.drawn === drawn);
  return { last, first: shown[first], mediaMs: 1000 * (shown[first].media - last.media) };
}
