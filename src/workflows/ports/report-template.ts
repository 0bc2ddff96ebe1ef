/** The self-contained report page into which a result is put (`__KAIMEN_REPORT__` stands where its data go). */
export abstract class ReportTemplate {
  abstract read(): Promise<string>;
}
