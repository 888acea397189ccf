"""Who and what is in the demo. All of it is made up."""

from dataclasses import dataclass

from app.core.actor import BuiltInRole

PASSWORD = "salespulse-demo"  # noqa: S105 - printed on the first screen, on purpose


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a demo organisation."""

    email: str
    name: str
    role: BuiltInRole


DEMO_ADMIN = Person("admin@demo.test", "Ada Lindqvist", "admin")
DEMO_PEOPLE = (
    Person("manager@demo.test", "Marco Bellini", "manager"),
    Person("ana@demo.test", "Ana Duarte", "rep"),
    Person("ben@demo.test", "Ben Okafor", "rep"),
    Person("cara@demo.test", "Cara Novak", "rep"),
    Person("support@demo.test", "Sunita Rao", "support"),
    Person("viewer@demo.test", "Viktor Hale", "read_only"),
)
RIVAL_ADMIN = Person("admin@rival.test", "Ruth Kessler", "admin")
RIVAL_PEOPLE = (Person("rep@rival.test", "Remy Faure", "rep"),)
ROOT = Person("root@salespulse.test", "Root", "admin")

# name, domain, industry, city, country, employees
COMPANIES = (
    ("Northwind Analytics", "northwind-analytics.test", "Software", "Oslo", "Norway", 140),
    ("Harbor & Finch", "harborfinch.test", "Retail", "Rotterdam", "Netherlands", 520),
    ("Tessellate Labs", "tessellate.test", "Research", "Zürich", "Switzerland", 64),
    ("Copperline Energy", "copperline.test", "Energy", "Aberdeen", "United Kingdom", 2300),
    ("Mirabel Foods", "mirabel.test", "Food", "Lyon", "France", 880),
    ("Quill & Ember", "quillember.test", "Publishing", "Edinburgh", "United Kingdom", 45),
    ("Stratus Freight", "stratusfreight.test", "Logistics", "Hamburg", "Germany", 3100),
    ("Lumen Dental Group", "lumendental.test", "Health", "Austin", "United States", 260),
    ("Bluefjord Insurance", "bluefjord.test", "Insurance", "Bergen", "Norway", 1900),
    ("Pinecrest Robotics", "pinecrest.test", "Manufacturing", "Graz", "Austria", 410),
    ("Okavango Travel", "okavango.test", "Travel", "Gaborone", "Botswana", 75),
    ("Sable & Stone", "sablestone.test", "Architecture", "Porto", "Portugal", 38),
    ("Ferrovia Rail", "ferrovia.test", "Transport", "Turin", "Italy", 5400),
    ("Kestrel Security", "kestrel.test", "Security", "Dublin", "Ireland", 190),
    ("Mosaic Credit Union", "mosaiccu.test", "Finance", "Toronto", "Canada", 640),
    ("Verdant Farms", "verdant.test", "Agriculture", "Valencia", "Spain", 320),
    ("Halcyon Studios", "halcyon.test", "Media", "Copenhagen", "Denmark", 95),
    ("Aurora Clinics", "auroraclinics.test", "Health", "Helsinki", "Finland", 1250),
)

CONTACTS = (
    ("Ingrid Solberg", "Head of Data"),
    ("Pieter van Dam", "Procurement Lead"),
    ("Noémie Keller", "Lab Director"),
    ("Fraser McLeod", "Operations Manager"),
    ("Élodie Marchand", "Chief Buyer"),
    ("Isla Grant", "Managing Editor"),
    ("Jonas Petersen", "VP Logistics"),
    ("Dana Whitfield", "Practice Manager"),
    ("Håkon Lie", "Chief Underwriter"),
    ("Lukas Steiner", "Plant Manager"),
    ("Thabo Molefe", "Founder"),
    ("Beatriz Sousa", "Partner"),
    ("Giulia Ferraro", "Head of Fleet"),
    ("Conor Byrne", "Chief Technology Officer"),
    ("Priya Natarajan", "Member Experience"),
    ("Javier Ortega", "General Manager"),
    ("Mette Holm", "Producer"),
    ("Sanna Virtanen", "Chief Medical Officer"),
)

OFFERS = (
    "rollout",
    "pilot",
    "renewal",
    "annual plan",
    "expansion",
    "migration",
    "training",
    "support plan",
)
SOURCES = ("Referral", "Website", "Trade fair", "Outbound", "Partner")

# Who says what to whom; {x} is a first name, @{y} mentions.
TALK = (
    ("ben", "ana", "@{} their legal team is back on Monday, can you send the new terms?"),
    ("ana", "ben", "@{} done. They asked about onboarding, do you have the checklist?"),
    ("manager", "ana", "@{} lovely work on this one. What would it take to close this month?"),
    ("ben", "manager", "@{} they want 10 % for two years. Fine with me if it is with you."),
    ("ana", "ben", "Call went well: budget is there, the board decides next week. cc @{}"),
    ("manager", "ben", "@{} heads-up, their new CFO used to work with us."),
)
LOST_REASONS = ("Price", "No budget this year", "Chose a competitor", "Went silent")
