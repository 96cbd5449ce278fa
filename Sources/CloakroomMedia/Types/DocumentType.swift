/// The types that only a look inside a container tells apart.
enum DocumentType {
    static let word = "application/msword"
    static let excel = "application/vnd.ms-excel"
    static let powerPoint = "application/vnd.ms-powerpoint"
    static let outlook = "application/vnd.ms-outlook"
    static let visio = "application/vnd.visio"
    static let installer = "application/x-msi"
    static let compound = "application/x-ole-storage"
    /// An office package under a password. Which program wrote it is encrypted too.
    static let encryptedOffice = "application/encrypted"
    /// Word's and Excel's single-file XML of 2003.
    static let wordXML = "application/vnd.ms-wordml"
    static let excelXML = "application/vnd.ms-spreadsheetml"

    static let docx = openXML + "wordprocessingml.document"
    static let xlsx = openXML + "spreadsheetml.sheet"
    static let pptx = openXML + "presentationml.presentation"
    static let odt = "application/vnd.oasis.opendocument.text"
    static let ods = "application/vnd.oasis.opendocument.spreadsheet"
    static let odp = "application/vnd.oasis.opendocument.presentation"
    /// An OpenDocument package whose `mimetype` cannot be read without inflating it.
    static let unnamedODF = "application/vnd.oasis.opendocument"
    static let epub = "application/epub+zip"
    static let zip = "application/zip"
    static let jar = "application/java-archive"
    static let android = "application/vnd.android.package-archive"

    /// Whatever else it is, it is a ZIP archive.
    static let everyZip: Set<String> = [docx, xlsx, pptx, odt, ods, odp, unnamedODF, epub, jar, android]

    /// What the types of Office's packages start with.
    static let openXML = "application/vnd.openxmlformats-officedocument."
}
