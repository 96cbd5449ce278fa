internal import NIOCore

@testable import CloakroomHTTP

/// A form is the same wherever its bytes are cut, and the same again when it is written anew.
enum MultipartTarget {
    @Sendable static func run(_ input: [UInt8]) {
        var reader = InputReader(input)
        let limits = reader.byte() & 1 == 0 ? MultipartLimits() : tight
        let lengths = [reader.byte(), reader.byte(), reader.byte()].map { $0 & 31 }
        let body = Array(reader.rest)
        let whole = outcome([body], limits)
        promise(whole == outcome(reader.pieces(lengths), limits), "another form when cut at \(lengths)")
        promise(whole == outcome(reader.pieces([0]), limits), "another form when fed byte by byte")
        guard case .success(let form) = whole else { return }
        promise(form.parts.map(\.content.count).reduce(0, +) <= body.count, "more bytes than came in")
        promise((try? Form.parse([form.written])) == form, "another form when written anew")
    }

    /// Limits that short inputs reach.
    private static let tight = MultipartLimits(
        headerBytes: 100, headers: 3, parts: 3, fieldBytes: 40, skippedBytes: 40, paddingBytes: 20)

    private static func outcome(_ pieces: [[UInt8]], _ limits: MultipartLimits) -> Result<Form, MultipartError> {
        do {
            return .success(try Form.parse(pieces, limits: limits))
        } catch let error as MultipartError {
            return .failure(error)
        } catch {
            fatalError("\(error)")
        }
    }
}

extension Form {
    /// A body with the boundary `X` that means this form.
    fileprivate var written: [UInt8] {
        parts.flatMap { part in
            "--X\r\n\(part.head)\r\n".bytes + part.content + "\r\n".bytes
        } + "--X--\r\n".bytes
    }
}

extension Form.Part {
    fileprivate var head: String {
        let file = fileName.map { "; filename*=UTF-8''\(PercentEncoding.extendedValue($0))" } ?? ""
        let type = contentType.map { "Content-Type: \($0)\r\n" } ?? ""
        return "Content-Disposition: form-data; name=\(writtenName)\(file)\r\n\(type)"
    }

    /// In quotes, unless it has an escape in it that quotes would resolve.
    private var writtenName: String {
        guard !name.utf8.contains(ASCII.percent) else { return name }
        let escapes: [(String, String)] = [("\\", "\\\\"), ("\"", "%22"), ("\r", "%0D"), ("\n", "%0A")]
        let scalars = name.unicodeScalars.map(String.init)
        return "\"" + scalars.map { scalar in escapes.first { $0.0 == scalar }?.1 ?? scalar }.joined() + "\""
    }
}
