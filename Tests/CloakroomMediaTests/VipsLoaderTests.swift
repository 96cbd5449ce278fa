import CVips
import Testing

@testable import CloakroomMedia

@Suite struct VipsLoaderTests {
    @Test func onlyWantedLoadersAreOpen() throws {
        try VipsLibrary.load()
        let open = VipsLibrary.loaders().filter { !$0.isShut }.map(\.name)
        let expected = ["Jpeg", "Nsgif", "Png", "Webp"].flatMap { name in
            ["Buffer", "File", "Source"].map { "VipsForeignLoad" + name + $0 }
        }
        #expect(open.sorted() == expected)
    }

    /// A file of every other format that libvips may know is not opened.
    @Test(arguments: [
        "genuine/sample.svg", "genuine/plain.svg", "genuine/sample.pdf", "genuine/sample.tiff", "genuine/sample.bmp",
        "genuine/sample.avif", "genuine/sample.heic", "genuine/sample.ico", "genuine/sample.csv",
        "disguised/postscript.txt",
    ])
    func fileOfAnUnwantedFormatIsNotOpened(_ name: String) throws {
        try VipsLibrary.load()
        let bytes = try Fixture.bytes(name)
        #expect(bytes.withUnsafeBytes { cloakroom_vips_open_buffer($0.baseAddress, $0.count) } == nil)
        _ = VipsLibrary.takeReason()
    }

    @Test(arguments: ["sample.png", "sample.jpg", "sample.gif", "sample.webp"])
    func fileOfAWantedFormatFindsItsLoader(_ name: String) throws {
        try VipsLibrary.load()
        #expect(vips_foreign_find_load(Fixture.path("genuine/" + name)) != nil)
    }
}
