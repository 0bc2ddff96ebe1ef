import { Inject, Injectable } from '@nestjs/common';
import { tapped } from '../../workflows/tapped.js';
import { UploadDays, type Uploader } from '../../workflows/upload-days.js';
import { HttpProblem } from '../problems/http-problem.js';

type Take<T> = (counted: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) => Promise<T>;

/** The bytes that a key may upload in a day. */
@Injectable()
export class UploadBudget {
  constructor(@Inject(UploadDays) private readonly days: UploadDays) {}

  /**
   * Before bytes are taken: counts them.
   *
   * @throws HttpProblem payload-too-large  more than the key may in any day; rate-limited  more than is left of this one
   */
  async claim(uploader: Uploader, bytes: number): Promise<void> {
    const { uploadBytesPerDay } = uploader.limits;
    if (uploadBytesPerDay !== null && bytes > uploadBytesPerDay) {
      const detail = `It has ${bytes} bytes; this key may upload ${uploadBytesPerDay} in a day.`;
      throw new HttpProblem('payload-too-large', detail);
    }
    const waitS = await this.days.claim(uploader, bytes);
    if (waitS === null) return;
    const detail = `This key may upload ${uploadBytesPerDay} bytes in a day (UTC), and less than ${bytes} are left today.`;
    throw new HttpProblem('rate-limited', detail, { headers: { 'Retry-After': String(waitS) } });
  }

  /**
   * Claims the bytes of a request whose body `take` reads through `counted`; of one that fails, what did not come is given back.
   *
   * @throws HttpProblem length-required  a key with a limit does not say how much it sends; and as `claim`
   */
  async during<T>(uploader: Uploader, contentLength: string | undefined, take: Take<T>): Promise<T> {
    if (contentLength === undefined && uploader.limits.uploadBytesPerDay !== null) {
      throw new HttpProblem('length-required', 'This key may upload so much in a day: send Content-Length.');
    }
    const claimed = Number(contentLength ?? 0);
    await this.claim(uploader, claimed);
    let came = 0;
    try {
      return await take((bytes) => tapped(bytes, ({ length }) => (came += length)));
    } catch (error) {
      await this.giveBack(uploader, claimed - came);
      throw error;
    }
  }

  /** What was claimed and did not come: an upload was ended, refused or has expired. */
  giveBack(uploader: Pick<Uploader, 'keyId'>, bytes: number): Promise<void> {
    return this.days.giveBack(uploader, bytes);
  }
}
