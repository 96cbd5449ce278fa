import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct ThumbnailTests {
    private static let red = [220, 30, 30], green = [30, 200, 30], blue = [30, 30, 220], white = [250, 250, 250]

    private func thumbnail(_ name: String) async throws -> Inspection.Picture? {
        let fileExtension = Fixture.fileExtension(of: name)
        return try await Inspecting.inspect(Fixture.path(name), as: fileExtension, thumbnail: true).thumbnail
    }

    @Test(arguments: [
        "sample.png", "sample.jpg", "sample.jpeg", "sample.gif", "sample.webp", "alpha.png", "deep.png",
        "interlaced.png",
        "palette.png", "tiny.png", "thin.png", "p3.jpg", "cmyk.jpg", "grey.jpg", "progressive.jpg", "private.jpg",
        "animated.gif", "animated.webp", "polyglot.png",
    ])
    func thumbnailIsExactlyASquareOfTheSameFormat(_ name: String) async throws {
        let made = try #require(try await thumbnail("genuine/" + name))
        #expect(made.contentType == FileKind.of(Fixture.fileExtension(of: name))?.type)
        let magic = try MagicPool().describe(made.bytes)
        #expect(magic.type == made.contentType)
        let pixels = try Pixels(made.bytes)
        #expect((pixels.width, pixels.height) == (200, 200))
        #expect(pixels.isSRGB || ["grey.jpg", "tiny.png", "thin.png", "polyglot.png"].contains(name))
    }

    @Test(arguments: ["sample.png", "sample.jpg", "sample.gif", "sample.webp", "p3.jpg", "deep.png", "palette.png"])
    func thumbnailShowsTheMiddleInTrueColours(_ name: String) async throws {
        let pixels = try Pixels(try #require(try await thumbnail("genuine/" + name)).bytes)
        let corners = [(Self.red, 10, 10), (Self.green, 190, 10), (Self.blue, 10, 190), (Self.white, 190, 190)]
        for (colour, column, row) in corners { #expect(pixels.isNear(colour, at: column, row)) }
        #expect(pixels.isNear(Self.red, at: 95, 95, within: 20) && pixels.isNear(Self.white, at: 105, 105, within: 40))
    }

    @Test func allEightOrientationsGiveTheSameThumbnail() async throws {
        for number in 1...8 {
            let pixels = try Pixels(try #require(try await thumbnail("orientation/\(number).jpg")).bytes)
            let corners = [(Self.red, 10, 10), (Self.green, 190, 10), (Self.blue, 10, 190), (Self.white, 190, 190)]
            for (colour, column, row) in corners {
                #expect(pixels.isNear(colour, at: column, row), "orientation \(number) at \(column), \(row)")
            }
        }
    }

    @Test(arguments: ["private.jpg", "p3.jpg", "alpha.png", "animated.gif", "animated.webp"])
    func thumbnailHasNoMetadata(_ name: String) async throws {
        let bytes = try #require(try await thumbnail("genuine/" + name)).bytes
        let telling = ["exif", "xmp", "iptc", "icc", "comment", "orientation", "photoshop"]
        let fields = try Pixels(bytes).fields
        #expect(!fields.contains { field in telling.contains { field.contains($0) } }, "\(fields)")
        for text in ["Exif", "http://ns.adobe.com", "where it was taken", "ICC_PROFILE", "acsp"] {
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: text.utf8) }, "\(text)")
        }
    }

    @Test func alphaStays() async throws {
        let pixels = try Pixels(try #require(try await thumbnail("genuine/alpha.png")).bytes)
        #expect(pixels.bands == 4)
        #expect(pixels.at(20, 100) == [200, 30, 30, 255] && pixels.at(180, 100).last == 0)
    }

    @Test(arguments: ["animated.gif", "animated.webp"])
    func onlyTheFirstFrameIsShown(_ name: String) async throws {
        let pixels = try Pixels(try #require(try await thumbnail("genuine/" + name)).bytes)
        #expect(pixels.at(100, 100)[0] > 240 && pixels.at(100, 100)[2] < 20)
        #expect(pixels.frames == 1)
    }

    @Test(arguments: [
        "broken/pixels.jpg", "broken/pixels.png", "bombs/30000x30000.png", "bombs/interlaced.png", "bombs/canvas.gif",
    ])
    func pictureWithBrokenOrTooManyPixelsIsKeptWithoutThumbnail(_ name: String) async throws {
        #expect(try await thumbnail(name) == nil)
    }

    @Test(arguments: ["header.jpg", "header.png", "header.gif", "pixels.webp"])
    func pictureWhoseHeaderDoesNotOpenIsRefused(_ name: String) async throws {
        let fileExtension = Fixture.fileExtension(of: name)
        let expected = try #require(FileKind.of(fileExtension)?.type)
        let refusal = try await Inspecting.refusal(Fixture.path("broken/" + name), as: fileExtension)
        #expect(refusal == .contentMismatch(detected: "unknown", expected: expected))
    }

    @Test(arguments: ["sample.png", "sample.tiff", "sample.svg", "sample.avif", "sample.pdf", "sample.txt"])
    func thereIsNoThumbnailUnlessWantedAndPossible(_ name: String) async throws {
        let fileExtension = Fixture.fileExtension(of: name)
        let path = Fixture.path("genuine/" + name)
        #expect(try await Inspecting.inspect(path, as: fileExtension).thumbnail == nil)
        guard fileExtension != ".png" else { return }
        #expect(try await thumbnail("genuine/" + name) == nil)
    }

    @Test func capCountsThePixelsOfTheHeader() {
        let limits = MediaLimits(pixels: 100, pixelsInMemory: 50)
        #expect(PictureHeader(width: 10, height: 10, isDecodedWhole: false).isWithin(limits))
        #expect(!PictureHeader(width: 101, height: 1, isDecodedWhole: false).isWithin(limits))
        #expect(!PictureHeader(width: 51, height: 1, isDecodedWhole: true).isWithin(limits))
        #expect(!PictureHeader(width: .max, height: 2, isDecodedWhole: false).isWithin(limits))
        #expect(!PictureHeader(width: 0, height: 2, isDecodedWhole: false).isSane)
    }
}
