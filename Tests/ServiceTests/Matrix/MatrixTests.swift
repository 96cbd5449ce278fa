import Testing

/// Every verb by everybody on everything, against the running binary. `deploy/matrix` prints what it saw.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    Shared(MatrixDesk.current) {
        try MatrixDesk()
    } finish: {
        try Printout.write($0.report.lines, to: "CLOAKROOM_MATRIX")
    })
struct MatrixTests {
    private let desk: MatrixDesk

    init() throws {
        desk = try #require(MatrixDesk.current.get())
    }

    @Test func expectationsAreWholeTables() {
        for person in Person.allCases {
            for row in MatrixExpectations.sending.names {
                #expect(MatrixExpectations.sending[row, person.rawValue] != nil, "\(row), \(person.meaning)")
            }
            for thing in Thing.allCases {
                for table in [
                    MatrixExpectations.reading, MatrixExpectations.openReading, MatrixExpectations.deleting,
                ] {
                    #expect(table[thing.rawValue, person.rawValue] != nil, "\(thing), \(person.meaning)")
                }
            }
        }
    }

    // MARK: Sending

    /// The route and the project of each row, and whether a picture is sent.
    private func sending(_ row: String, by person: Person) throws -> WireRequest {
        let staff = desk.staff
        let method = row.hasPrefix("PUT") ? "PUT" : "POST"
        let photo = "/\(staff.p)/files/users/photo"
        let target =
            switch row {
            case "POST chat": "/\(staff.p)/files/chat"
            case "POST asset": "/\(staff.p)/files/assets"
            case "photo of a bot of P": photo + "?bot_id=\(staff.otherBot)"
            case "photo of a bot of Q": photo + "?bot_id=\(staff.otherForeignBot)"
            case "photo of one's own id": photo + "?bot_id=\(staff.id(person))"
            case "photo of no bot": photo + "?bot_id=\(Staff.id(99))"
            case "photo of ../../bot": photo + "?bot_id=../../\(staff.otherBot)"
            case "chat, no such project": "/\(Staff.id(99))/files/chat"
            case "chat, project zz": "/zz/files/chat"
            default: photo
            }
        return .upload(try .picture(), to: target, token: staff.token(person), method: method)
    }

    @Test func everybodySendsWhatTheirRoleAllowsAndARefusalLeavesNothing() throws {
        let client = desk.client(.root)
        for row in MatrixExpectations.sending.names {
            for person in Person.allCases {
                let before = desk.blobs
                let answer = try client.ask(try sending(row, by: person))
                let expected = MatrixExpectations.sending[row, person.rawValue]
                #expect(answer.status == expected, "\(row), \(person.meaning): \(answer.text)")
                #expect((desk.blobs > before) == (answer.status == 201), "\(row), \(person.meaning)")
                desk.report.add("1. Sending", row, person, seen: [answer.status], expected: expected)
            }
        }
    }

    // MARK: Reading

    private static let readings = [
        ("GET", "/files"), ("HEAD", "/files"), ("GET", "/files/download"), ("HEAD", "/files/download"),
    ]

    @Test(arguments: Place.allCases)
    func everybodyReadsWhatIsTheirsToReadAndNobodyLearnsWhatElseThereIs(place: Place) throws {
        for person in Person.allCases {
            let answers = try Self.readings.map { method, route in
                try everything(method, route, person, place)
            }
            for (number, thing) in Thing.allCases.enumerated() {
                let seen = Set(answers.map { $0[number].status })
                let expected = MatrixExpectations.reading(thing, by: person, place)
                #expect(seen == [expected ?? 0], "\(thing.rawValue), \(person.meaning), \(place.rawValue)")
                desk.report.add(
                    "2. Reading (GET and HEAD of files and files/download) \(place.rawValue)", thing.rawValue, person,
                    seen: seen, expected: expected)
            }
            for answers in answers { expectOneAnswerForAll(answers.filter { $0.status != 200 }, person) }
        }
    }

    private func everything(
        _ method: String, _ route: String, _ person: Person, _ place: Place
    ) throws -> [WireAnswer] {
        let requests = try Thing.allCases.map { thing in
            WireRequest(
                method, "\(desk.prefix(place))\(route)?path=\(try desk.path(thing, of: person, place))",
                token: desk.staff.token(person))
        }
        return try desk.client(place).ask(requests)
    }

    /// To the byte: what one may not see, what has gone and what never was.
    private func expectOneAnswerForAll(_ refusals: [WireAnswer], _ person: Person) {
        let texts = Set(refusals.map(\.telling))
        #expect(texts.count <= 1, "\(person.meaning) gets \(texts.sorted().joined(separator: "\n---\n"))")
    }

    // MARK: Deleting

    @Test(arguments: Place.allCases)
    func everybodyDeletesWhatIsTheirsToDeleteAndARefusalLeavesItThere(place: Place) throws {
        for person in Person.allCases {
            var refusals: [WireAnswer] = []
            for thing in Thing.allCases {
                let answer = try delete(thing, person, place)
                let expected = MatrixExpectations.deleting[thing.rawValue, person.rawValue]
                #expect(
                    answer.status == expected, "\(thing.rawValue), \(person.meaning), \(place.rawValue): \(answer.text)"
                )
                if answer.status != 200 { refusals.append(answer) }
                desk.report.add(
                    "3. Deleting \(place.rawValue)", thing.rawValue, person, seen: [answer.status], expected: expected)
            }
            expectOneAnswerForAll(refusals, person)
        }
    }

    private func delete(_ thing: Thing, _ person: Person, _ place: Place) throws -> WireAnswer {
        let path = try desk.path(thing, of: person, place)
        let answer = try desk.client(place).ask(
            WireRequest("DELETE", "\(desk.prefix(place))/files?path=\(path)", token: desk.staff.token(person)))
        if answer.status == 200 {
            desk.forget(thing, of: person)
            let again = try desk.client(place).ask(WireRequest("HEAD", "/files?path=\(path)", token: desk.staff.clerk))
            #expect(again.status == 404, "\(thing.rawValue), \(person.meaning)")
        } else {
            let left = try desk.client(.openRoot).ask(WireRequest("HEAD", "/files?path=\(path)"))
            #expect(
                left.status == MatrixExpectations.openReading[thing.rawValue, person.rawValue],
                "\(thing.rawValue) after a refusal to \(person.meaning)")
        }
        return answer
    }
}
