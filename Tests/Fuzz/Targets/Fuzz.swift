internal import CFuzzer
internal import Glibc

/// Runs libFuzzer on one target: `FUZZ_TARGET=zip Fuzz [libFuzzer's options] [folders of seeds]`.
@main
enum Fuzz {
    static let targets: [String: @Sendable ([UInt8]) -> Void] = [
        "multipart": MultipartTarget.run, "disposition": DispositionTarget.run, "query": QueryTarget.run,
        "conditions": ConditionsTarget.run, "names": NamesTarget.run, "keys": KeysTarget.run,
        "zip": ContainerTargets.zip, "compound": ContainerTargets.compound, "audio": ContainerTargets.audio,
        "tracks": ContainerTargets.tracks, "webp": ContainerTargets.webp, "text": TextTarget.run,
        "detector": DetectorTarget.run, "wire": WireTarget.run,
    ]

    static let target = getenv("FUZZ_TARGET").flatMap { targets[String(cString: $0)] }

    static func main() {
        guard target != nil else {
            print(targets.keys.sorted().joined(separator: "\n"))
            return
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments, runOne))
    }
}

/// What libFuzzer calls with each input that it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
func runOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Fuzz.target?(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// Stops with a finding unless `condition` holds.
func promise(_ condition: Bool, _ text: @autoclosure () -> String) {
    if !condition { fatalError(text()) }
}
