import { readFile } from 'node:fs/promises';
import { ReportTemplate } from '../../workflows/ports/report-template.js';

/** The report page as the build of the page leaves it. */
export class FileReportTemplate extends ReportTemplate {
  private text: Promise<string> | null = null;

  constructor(private readonly path: string) {
    super();
  }

  /** Read once; a failed reading is tried again. */
  read(): Promise<string> {
    this.text ??= readFile(this.path, 'utf8').catch((error: unknown) => {
      this.text = null;
      throw error;
    });
    return this.text;
  }
}
